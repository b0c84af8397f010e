# SPDX-License-Identifier: Apache-2.0
# config_pkg with other sizes in its default preset: -v sizes="name=number name=number". A name that is not there is an error.
BEGIN {
    for (n = split(sizes, list, " "); n > 0; n--) {
        split(list[n], pair, "=")
        size[pair[1]] = pair[2]
    }
}
{
    name = $1
    if (name in size && $2 == "=" && split($0, part, ",") == 4) {
        $0 = part[1] "," part[2] ", " size[name] "," part[4]
        done[name] = 1
    }
    print
}
END {
    for (name in size)
        if (!(name in done)) {
            print "config.awk: there is no size " name >"/dev/stderr"
            exit 1
        }
}
