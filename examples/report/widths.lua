-- SPDX-License-Identifier: GPL-3.0-or-later
-- Gives the columns of every table widths by their longest texts: Word's equal ones break names.
local page = 62 -- letters on a line

local function longest(cells, widths)
  local at = 1
  for _, cell in ipairs(cells) do
    if cell.col_span == 1 then
      local n = 0
      for line in (pandoc.utils.stringify(cell.contents) .. "\n"):gmatch("([^\n]*)\n") do
        n = math.max(n, utf8.len(line) or #line)
      end
      widths[at] = math.max(widths[at] or 0, math.min(n, 30))
    end
    at = at + cell.col_span
  end
end

function Table(t)
  local widths, total = {}, 0
  for _, row in ipairs(t.head.rows) do longest(row.cells, widths) end
  for _, body in ipairs(t.bodies) do
    for _, row in ipairs(body.body) do longest(row.cells, widths) end
  end
  for i = 1, #t.colspecs do total = total + (widths[i] or 4) + 3 end
  for i, spec in ipairs(t.colspecs) do
    t.colspecs[i] = { spec[1], ((widths[i] or 4) + 3) / math.max(total, page) }
  end
  return t
end
