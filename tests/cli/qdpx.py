# SPDX-License-Identifier: GPL-3.0-or-later
"""REFI-QDA projects by the standard (1.0, 2019) as programs write them, and ones that are broken.

qdpx.py NAME FILE: writes the project NAME. The programs differ in which sources they have, whether GUIDs are in capitals, how codes are
nested, where variables lie, and what is packed first."""
import sys
import zipfile

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
SPACE = 'xmlns="urn:QDA-XML:project:1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
TEXT = "\ufeffJeg synes prisen er for høj 😀, og vi ventede længe.\nKøen var lang."


def guid(n):
    return "%08X-0000-4000-8000-0000000000AA" % n


def project(origin, body, name="Tilkøb"):
    return HEAD + '<Project name="%s" origin="%s" creationDateTime="2024-03-01T10:00:00Z" %s>\n%s</Project>\n' % (name, origin, SPACE, body)


def users(*names):
    return "<Users>" + "".join('<User guid="%s" name="%s"/>' % (guid(900 + i), name) for i, name in enumerate(names)) + "</Users>\n"


def code(n, name, *inner):
    return '<Code guid="%s" name="%s" isCodable="true" color="#ff0000">%s</Code>' % (guid(n), name, "<Description>x</Description>" + "".join(inner))


def book(*codes):
    return "<CodeBook><Codes>" + "".join(codes) + "</Codes><Sets/></CodeBook>\n"


def coding(n, user=0, lower=False):
    target = guid(n).lower() if lower else guid(n)
    return '<Coding guid="%s" creatingUser="%s" creationDateTime="2024-03-01T10:00:00Z"><CodeRef targetGUID="%s"/></Coding>' % (
        guid(5000 + n), guid(900 + user), target)


def selection(a, b, *codings, kind="PlainTextSelection", more=""):
    at = 'startPosition="%s" endPosition="%s"' % (a, b) if kind == "PlainTextSelection" else more
    return '<%s guid="%s" name="Jeg &amp; du" %s creatingUser="%s">%s</%s>' % (kind, guid(7000), at, guid(900), "".join(codings), kind)


def source(n, name, *inner, kind="TextSource", path=True):
    where = ' plainTextPath="internal://%s.txt"' % guid(n) if path else ""
    return '<%s guid="%s" name="%s"%s creatingUser="%s">%s</%s>\n' % (kind, guid(n), name, where, guid(900), "".join(inner), kind)


BOOK = book(code(1, "Pris", code(2, "for dyr"), code(3, "positiv")), code(4, "Tid", code(5, "Kø"), code(6, "positiv")), code(7, "Mad"))


def nvivo():
    """Cases with variables that refer to their sources; two coders."""
    variables = '<Variables><Variable guid="%s" name="kom" typeOfVariable="Text"/><Variable guid="%s" name="Code" typeOfVariable="Integer"/></Variables>\n' % (
        guid(50), guid(51))
    value = '\n<VariableValue>\n <VariableRef targetGUID="%s"/>\n <%s>%s</%s>\n</VariableValue>'
    cases = "<Cases>" + "".join(
        '<Case guid="%s" name="case %d">%s%s<SourceRef targetGUID="%s"/></Case>' % (
            guid(60 + i), i, value % (guid(50), "TextValue", kom, "TextValue"), value % (guid(51), "IntegerValue", i, "IntegerValue"), guid(to).lower())
        for i, (kom, to) in enumerate([("101", 100), ("147", 101), ("147", 102), ("101", 102)])) + "</Cases>\n"
    sources = "<Sources>" + source(100, "Interview 1", selection(10, 27, coding(2), coding(2, 1)), selection(35, 51, coding(5, 1)), selection(36, 51, coding(4))) + \
        source(101, "Interview 2", selection(10, 27, coding(1), coding(3, 1))) + source(102, "Interview 3", coding(6)) + \
        source(103, "Interview 4") + "</Sources>\n"
    notes = '<Notes><Note guid="%s" name="memo" plainTextPath="internal://n.txt">%s</Note></Notes>\n' % (guid(800), selection(0, 2, coding(1)))
    return project("NVivo", users("Anna", "Bo") + BOOK + variables + cases + sources + notes)


def atlas():
    """A PDF by areas of pages, a picture, sound with a transcript; lower-case references; braces round GUIDs."""
    page = 'page="%d" firstX="72" firstY="700" secondX="300" secondY="650"'
    transcript = '<Transcript guid="%s" name="t" plainTextPath="internal://%s.txt"><SyncPoint guid="%s" timeStamp="0" position="0"/>' \
        '<SyncPoint guid="%s" timeStamp="900" position="27"/><TranscriptSelection guid="%s" fromSyncPoint="%s" toSyncPoint="%s">%s</TranscriptSelection></Transcript>' % (
            guid(400), guid(104), guid(401), guid(402), guid(403), guid(401), guid(402), coding(2, lower=True))
    representation = '<Representation guid="%s" plainTextPath="internal://%s.txt">%s</Representation>' % (guid(410), guid(104), selection(10, 16, coding(1)))
    sources = "<Sources>" + source(104, "rapport.pdf", selection(0, 0, coding(1), kind="PDFSelection", more=page % 3), representation, kind="PDFSource", path=False) + \
        source(105, "foto.jpg", selection(0, 0, coding(7), kind="PictureSelection", more='firstX="1" firstY="2" secondX="3" secondY="4"'), kind="PictureSource",
               path=False) + \
        source(106, "lyd.mp3", selection(0, 0, coding(5), kind="AudioSelection", more='begin="1000" end="2500"'), transcript, kind="AudioSource", path=False) + "</Sources>\n"
    return project("ATLAS.ti", users("Anna").replace(guid(900), "{%s}" % guid(900)) + BOOK + sources)


def moved():
    """The same, where a code lies under another."""
    return atlas().replace(BOOK, book(code(1, "Pris"), code(4, "Tid", code(2, "for dyr"), code(5, "Kø")), code(7, "Mad")))


def maxqda():
    """No users' names, two documents of one name, variables of the sources."""
    variables = '<Variables><Variable guid="%s" name="Kommune" typeOfVariable="Text"/></Variables>\n' % guid(50)
    value = '<VariableValue><VariableRef targetGUID="%s"/><TextValue>%s</TextValue></VariableValue>'
    sources = "<Sources>" + source(100, "Interview", selection(0, 9, coding(1)), value % (guid(50), "101")) + \
        source(101, "Interview", selection(0, 9, coding(1), coding(4)), value % (guid(50), "147")) + "</Sources>\n"
    return project("MAXQDA 2022", '<Users><User guid="%s"/></Users>\n' % guid(900) + BOOK + variables + sources)


def qualcoder():
    """Flat codes, other namespaces beside, comments and CDATA."""
    sources = "<!-- <Coding/> --><Sources><x:TextSource xmlns:x='urn:other' guid='q'/>" + source(100, "fil 1.txt", selection(10, 27, coding(2), coding(5))) + "</Sources>\n"
    return project("QualCoder", users("default") + book(code(2, "for dyr"), code(5, "Kø")) + sources)


def content(text):
    return "<PlainTextContent>%s</PlainTextContent>" % text.replace("&", "&amp;").replace("<", "&lt;")


def inline():
    """Texts inside project.qde, of every kind of source; nested codes by way of GUIDs in lower case."""
    page = 'page="1" firstX="1" firstY="2" secondX="3" secondY="4"'
    sources = "<Sources>" + \
        source(100, "Interview 1", content("Jeg synes <prisen> & køen 😀 er for høj."), selection(11, 17, coding(2), coding(5, 1)), selection(26, 30, coding(7)),
               coding(4), path=False) + \
        source(101, "Interview 2", content("også her"), selection(0, 4, coding(2, lower=True)), path=True) + \
        source(102, "side.pdf", '<PDFSelection guid="%s" name="s" %s creatingUser="%s"><Representation guid="%s">%s</Representation>%s</PDFSelection>' % (
            guid(7001), page, guid(900), guid(411), content("hele siden"), coding(1)), kind="PDFSource", path=False) + \
        source(103, "foto.jpg", '<TextDescription guid="%s">%s%s</TextDescription>' % (guid(412), content("et foto"), selection(3, 7, coding(7))), kind="PictureSource",
               path=False) + \
        source(105, "lyd.mp3", '<Transcript guid="%s" name="t">%s<SyncPoint guid="%s" timeStamp="0" position="0"/><SyncPoint guid="%s" timeStamp="900" position="3"/>'
               '<SyncPoint guid="%s" timeStamp="950"/><TranscriptSelection guid="%s" fromSyncPoint="%s" toSyncPoint="%s">%s</TranscriptSelection>'
               '<TranscriptSelection guid="%s" fromSyncPoint="%s" toSyncPoint="%s">%s</TranscriptSelection></Transcript>' % (
                   guid(400), content("talt ord"), guid(401), guid(402), guid(403), guid(404), guid(401), guid(402), coding(3), guid(405), guid(402), guid(403), coding(6)),
               kind="VideoSource", path=False) + "</Sources>\n"
    return project("x", users("Anna", "Bo") + BOOK + sources)


def strange():
    """What the standard has no place for, or what is no document; a kind of source and of selection that nobody knows."""
    variables = '<Variables><Variable guid="%s" name="kom" typeOfVariable="Text"/></Variables>\n' % guid(50)
    value = '<VariableValue><VariableRef targetGUID="%s"/><TextValue>101</TextValue></VariableValue>' % guid(50)
    ref = '<CodeRef targetGUID="%s"/>' % guid(1)
    cases = '<Cases><Case guid="%s" name="a">%s%s<SelectionRef targetGUID="%s"/></Case><Case guid="%s" name="b"><SelectionRef targetGUID="%s"/></Case></Cases>\n' % (
        guid(60), ref, value, guid(7000), guid(61), guid(7000))
    corners = 'firstX="1" firstY="2" secondX="3" secondY="4"'
    sources = "<Sources>" + source(100, "hologram", selection(0, 0, coding(1), kind="HologramSelection", more=corners), ref, kind="HologramSource", path=False) + "</Sources>\n"
    sets = '<Sets><Set guid="%s" name="s"><MemberSource targetGUID="%s"/><MemberSource targetGUID="%s"/></Set><Set guid="%s" name="c"><MemberCode targetGUID="%s"/></Set></Sets>\n' % (
        guid(80), guid(100), guid(100), guid(81), guid(1))
    links = "<Links><Link>%s%s</Link></Links>" % (coding(1), coding(2))
    return project("x", users("Anna") + BOOK + variables + cases + sources + links + sets)


def broken(what):
    if what == "range":
        return project("x", users("A") + BOOK + "<Sources>" + source(100, "d", selection(9, 3, coding(1)), selection(3, 9, coding(1))) + "</Sources>")
    if what == "minus":
        return project("x", users("A") + BOOK + "<Sources>" + source(100, "d", selection(-1, 3, coding(1)), selection("", 9, coding(1))) + "</Sources>")
    if what == "code":
        return project("x", users("A") + BOOK + "<Sources>" + source(100, "d", selection(3, 9, coding(99)), selection(3, 9, coding(1))) + "</Sources>")
    if what == "guid":
        return project("x", users("A") + BOOK + '<Sources><TextSource name="a"/><TextSource name="b"/></Sources>')
    if what == "bomb":
        entities = "".join('<!ENTITY a%d "%s">' % (i, "&a%d;" % (i - 1) * 10 if i else "ha" * 10) for i in range(12))
        return HEAD + "<!DOCTYPE Project [%s]><Project %s>&a11;</Project>" % (entities, SPACE)
    if what == "outside":
        return HEAD + '<!DOCTYPE Project [<!ENTITY a SYSTEM "file:///etc/passwd">]><Project %s>&a;</Project>' % SPACE
    if what == "other":
        return HEAD + "<Project xmlns='urn:other'/>"
    if what == "cut":
        return nvivo()[:900]
    if what == "deep":
        return project("x", "<CodeBook><Codes>" + '<Code guid="a" name="b">' * 200 + "</Code>" * 200 + "</Codes></CodeBook>")
    raise SystemExit("no project " + what)


def main():
    name, path = sys.argv[1:]
    made = {"nvivo": nvivo, "atlas": atlas, "moved": moved, "inline": inline, "strange": strange, "maxqda": maxqda, "qualcoder": qualcoder}
    text = made[name]() if name in made else broken(name) if name not in ("none", "big") else ""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        folder = "Sources" if name == "maxqda" else "sources"
        for n in range(100, 105):
            z.writestr(zipfile.ZipInfo("%s/%s.txt" % (folder, guid(n)), (2024, 3, 1, 0, 0, 0)), TEXT.encode())
        if name == "big":
            with z.open("project.qde", "w", force_zip64=True) as out:
                for _ in range(100):
                    out.write(b" " * (1 << 20))
        elif name != "none":
            z.writestr(zipfile.ZipInfo("project.qde", (2024, 3, 1, 0, 0, 0)), text.encode())


main()
