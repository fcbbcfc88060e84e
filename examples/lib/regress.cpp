/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From C++: the share COUNT of OF in each row with its exact interval, and the regression of Y on X
 * with HC3 errors: regress FILE COUNT OF Y X. */
#include <cstdio>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <kom/dist.h>
#include <kom/frame.h>
#include <kom/interval.h>
#include <kom/lm.h>

/* What the library owns is freed by its own functions. */
template <auto free> struct Free {
    template <class T> void operator()(T *p) const {
        free(p);
    }
};
using Frame = std::unique_ptr<kom_frame, Free<kom_frame_free>>;
using Model = std::unique_ptr<kom_lm, Free<kom_lm_free>>;

/* Here a failure is an exception; err has the whole message. */
static void check(kom_status status, const kom_error &err) {
    if (status)
        throw std::runtime_error(err.text);
}

static std::vector<kom_num> column(const kom_frame *frame, const char *name) {
    kom_error err;
    int at;
    check(kom_frame_need(frame, name, &at, &err), err);
    std::vector<kom_num> values(kom_frame_n_rows(frame));
    for (size_t row = 0; row < values.size(); row++) {
        kom_nothing nothing;
        check(kom_frame_number(frame, row, at, &values[row], &nothing, &err), err);
        if (nothing)
            check(kom_frame_fail(frame, row, at, &err, "there is no value"), err);
    }
    return values;
}

static std::string text(double x, int digits) {
    char out[32];
    return std::string(out,
                       digits ? kom_num_significant(out, x, digits) : kom_num_shortest(out, x));
}

/* The share of each row: distinct persons of several rows must not be added up. */
static void print_shares(const kom_frame *frame, const char *count, const char *of) {
    const auto events = column(frame, count), persons = column(frame, of);
    for (size_t row = 0; row < events.size(); row++) {
        double k = kom_num_double(&events[row]), n = kom_num_double(&persons[row]);
        kom_ci ci =
            kom_share_ci(KOM_CI_EXACT, static_cast<int64_t>(k), static_cast<int64_t>(n), 0.95);
        std::printf("%s,%s,%s,%s,%s\n", text(n, 0).c_str(), text(k, 0).c_str(),
                    text(k / n, 0).c_str(), text(ci.low, 12).c_str(), text(ci.high, 12).c_str());
    }
}

static void print_slope(const kom_frame *frame, const char *y, const char *x) {
    const auto outcome = column(frame, y), regressor = column(frame, x);
    const std::vector<kom_num> ones(outcome.size(), kom_num_of_double(1));
    const kom_num *columns[] = {ones.data(), regressor.data()};
    kom_lm_data data = {};
    data.n = outcome.size();
    data.k = 2;
    data.y = outcome.data();
    data.x = columns;
    data.has_intercept = true;
    kom_error err;
    kom_lm *made;
    check(kom_lm_fit(&made, &data, &err), err);
    Model model(made);
    kom_vcov_spec spec = {};
    spec.kind = KOM_VCOV_HC3;
    kom_test test[2];
    check(kom_lm_test(model.get(), &spec, 0.95, test, &err), err);
    std::printf("%s,%s,%s,%s,%s,%s\n", x, text(test[1].estimate, 0).c_str(),
                text(test[1].std_error, 0).c_str(), text(test[1].conf_low, 12).c_str(),
                text(test[1].conf_high, 12).c_str(), text(test[1].p_value, 12).c_str());
}

int main(int argc, char **argv) {
    if (argc != 6) {
        std::fprintf(stderr, "usage: regress FILE COUNT OF Y X\n");
        return 2;
    }
    kom_stat_init();
    try {
        const char *path = argv[1];
        const kom_reading reading = {}; /* found from the file */
        kom_error err;
        Frame frame(kom_frame_new());
        if (!frame)
            throw std::bad_alloc();
        check(kom_frame_load(frame.get(), "table", &path, 1, &reading, &err), err);
        print_shares(frame.get(), argv[2], argv[3]);
        print_slope(frame.get(), argv[4], argv[5]);
    } catch (const std::exception &e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 3;
    }
    return 0;
}
