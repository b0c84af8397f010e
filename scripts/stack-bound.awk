# SPDX-License-Identifier: Apache-2.0
# The deepest call path of the kernel, in bytes of stack: from GCC's call graphs (-fcallgraph-info=su), the calls through
# pointers resolved by the name of the field (every function that some initialiser or assignment gives to a field of
# that name), or by a line of stack-bound.list. First the list, then the sources, then the graphs.
#
#   awk -v limit=BYTES -f stack-bound.awk stack-bound.list SOURCES... GRAPHS...
#
# Fails on: a path longer than `limit`, a frame of unknown size, a call through a pointer that nothing names, a cycle
# that the list does not cut, a line of the list that nothing needs.

FILENAME ~ /stack-bound\.list$/ {
    sub(/#.*/, "")
    if ($1 == "call") { named[$2] = $3; unused["call " $2] = 1 }
    if ($1 == "enter") { enter[$2] = $3; leave[$2] = $4; unused["enter " $2] = 1 }
    if ($1 == "skip") { skip[$2] = $3; unused["skip " $2] = 1 }
    if ($1 == "self") { times[$2] = $3; unused["self " $2] = 1 }
    if ($1 == "cut") { cut[$2 " " $3] = 1; unused["cut " $2 " " $3] = 1 }
    if ($1 == "root") { root[$2] = 1; extra[$2] = $3 + 0 }
    next
}

FILENAME !~ /\.ci$/ {
    line[FILENAME, FNR] = $0
    rest = $0
    while (match(rest, /(\.|->)[a-z_]+ = &?[a-z_0-9]+/)) {
        split(substr(rest, RSTART, RLENGTH), part, / = &?/)
        sub(/^(\.|->)/, "", part[1])
        gives[part[1]] = gives[part[1]] " " part[2]
        rest = substr(rest, RSTART + RLENGTH)
    }
    next
}

# A static function with its file's name.
function based(title) { sub(/^.*\//, "", title); sub(/\.c:/, ":", title); return title }

function plain(title) { sub(/^.*:/, "", title); sub(/\..*/, "", title); return title }

/^node:/ {
    split($0, q, "\"")
    title = q[2]
    if (match(q[4], /[0-9]+ bytes \([a-z,]+\)/)) {
        size[title] = substr(q[4], RSTART) + 0
        if (q[4] !~ /\(static\)|dynamic,bounded/)
            complain(title " has a frame of unknown size")
        all[plain(title)] = all[plain(title)] "\n" title
    }
    next
}

/^edge:/ {
    split($0, q, "\"")
    if (q[4] != "__indirect_call")
        edge(q[2], q[4])
    else
        pending[++pendings] = q[2] "\t" q[6]
}

function complain(text) { print "not ok stack-bound: " text; bad = 1 }

function edge(from, to,  key) {
    key = plain(from) " " plain(to)
    if (key in cut) { delete unused["cut " key]; return }
    if (from == to && plain(from) in times) { delete unused["self " plain(from)]; return }
    if (!((from, to) in have)) { have[from, to] = 1; calls[from] = calls[from] "\n" to }
}

# The name by which a pointer is called at FILE:LINE:COLUMN: `a->b->name(...)`, `list[i].name(...)`, `name(...)`.
function name_at(place,  at, text, rest) {
    split(place, at, ":")
    sub(/^\.\//, "", at[1])
    text = substr(line[at[1], at[2]], at[3])
    sub(/^[A-Z_]+\([a-z]+\)->/, "", text)
    if (match(text, /^([A-Za-z_0-9]+(\[[^]]*\])?(->|\.))*[A-Za-z_0-9]+ ?[(?]/)) {
        text = substr(text, 1, RLENGTH - 1)
        sub(/ $/, "", text)
        rest = substr(line[at[1], at[2]], at[3])  # of a call by name it is an argument
        if (text in all && match(rest, /(->|\.)[a-z_]+\(/))
            text = substr(rest, RSTART, RLENGTH - 1)
        return text
    }
    return ""
}

function resolve(from, place,  text, field, n, targets, i, found, list, j) {
    text = name_at(place)
    field = text
    sub(/^.*(->|\.)/, "", field)
    n = 0
    if ((plain(from) "/" field) in named || field in named) {
        found = (plain(from) "/" field) in named ? plain(from) "/" field : field
        delete unused["call " found]
        if (named[found] == "-") return
        for (i in size)
            if (plain(i) ~ ("^(" named[found] ")$") || based(i) ~ ("^(" named[found] ")$")) {
                n++
                edge(from, i)
            }
    } else if (text != field) {
        split(gives[field], targets, " ")
        for (i in targets)
            if (targets[i] in all) {
                n += split(substr(all[targets[i]], 2), list, "\n")
                for (j in list) edge(from, list[j])
            }
    }
    if (n == 0)
        complain(place ": " plain(from) " calls through a pointer (" text ") that no initialiser and no line of the list names")
}

# The deepest path from `at`, in a state: the letters that `enter` lines have set on the way.
function depth(at, state,  list, n, i, d, best, key, name) {
    name = plain(at)
    if (name in skip && index(state, skip[name])) {
        delete unused["skip " name]
        return 0
    }
    state = state_in(name, state)
    key = at SUBSEP state
    if (key in deep) return deep[key]
    if (key in active) {
        d = ""
        for (i = level; trail[i] != key; i--) d = " -> " plain(title_of(trail[i])) d
        complain("a cycle of calls: " name d " -> " name)
        return 0
    }
    active[key] = 1
    trail[++level] = key
    best = 0
    n = split(substr(calls[at], 2), list, "\n")
    for (i = 1; i <= n; i++) {
        d = depth(list[i], state)
        if (d > best) { best = d; next_of[key] = list[i] }
    }
    level--
    delete active[key]
    return deep[key] = best + size[at] * (name in times ? times[name] : 1)
}

function state_in(name, state) {
    if (!(name in enter)) return state
    delete unused["enter " name]
    if (name in leave && leave[name] != "") gsub("[" leave[name] "]", "", state)
    return index(state, enter[name]) ? state : state enter[name]
}

function title_of(key,  part) { split(key, part, SUBSEP); return part[1] }

function show_path(at,  state, name, key) {
    for (; at; at = next_of[key]) {
        name = plain(at)
        if (name in skip && index(state, skip[name])) break
        state = state_in(name, state)
        key = at SUBSEP state
        printf "    %5d  %s\n", size[at] * (name in times ? times[name] : 1), name
    }
}

END {
    for (i = 1; i <= pendings; i++) {
        split(pending[i], q, "\t")
        resolve(q[1], q[2])
    }
    for (r in root) {
        if (!(r in all)) { complain("root " r " is no function"); continue }
        at = substr(all[r], 2)
        if (at ~ /\n/) { complain("root " r " is more than one function"); continue }
        bytes = depth(at, "") + extra[r]
        if (bytes > limit || verbose) {
            if (bytes > limit) complain(r " may need " bytes " bytes of stack, there are " limit)
            show_path(at)
        }
        if (bytes > most) { most = bytes; deepest = r }
    }
    for (u in unused) complain("stack-bound.list: nothing needs `" u "`")
    if (!bad) printf "ok stack-bound: %d of %d bytes, from %s\n", most, limit, deepest
    exit bad
}
