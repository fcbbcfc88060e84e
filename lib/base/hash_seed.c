/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what the system drew for this process; -DKOM_HASH_SEED=N, for tests, fixes it. */
#include "hash_seed.h"

#include "os.h"

struct kom_hash_seed kom_hash_seed(void) {
#ifdef KOM_HASH_SEED
    return (struct kom_hash_seed){KOM_HASH_SEED, UINT64_C(2) * KOM_HASH_SEED + 1};
#else
    uint64_t drawn[2];
    kom_os_drawn(drawn);
    return (struct kom_hash_seed){
        kom_hash_fold(drawn[0] ^ UINT64_C(0x9E3779B97F4A7C15), UINT64_C(0xD6E8FEB86659FD93)),
        kom_hash_fold(drawn[1] ^ UINT64_C(0xA0761D6478BD642F), UINT64_C(0xE7037ED1A0B428DB)) | 1,
    };
#endif
}
