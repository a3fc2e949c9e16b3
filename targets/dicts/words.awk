# String literals of C files as a dictionary for libFuzzer and AFL++: one a line, in quotes, each once.
#   awk -v mode=words|all|json -f words.awk FILE.c...
# words: those that look like a word of a language, with no blank in them; what is told to people has blanks.
# all:   every literal, for files that hold nothing but tables.
# json:  words as names of fields: "name":
# Neighbouring literals are one, as in C. Longer ones than an engine takes are left out.

BEGIN { max = 60 }

# One line can hold a literal, parts of a comment, and what stands between; `inside` is where it begins: code, comment.
FNR == 1 { flush(); inside = "code" }
/^[ \t]*#/ { next }
{
    line = $0
    while (line != "") {
        if (inside == "comment") {
            at = index(line, "*/")
            line = at ? substr(line, at + 2) : ""
            if (at) inside = "code"
        } else if (match(line, /^[ \t]+/)) {
            line = substr(line, RLENGTH + 1)
        } else if (substr(line, 1, 2) == "//") {
            line = ""
        } else if (substr(line, 1, 2) == "/*") {
            inside = "comment"
            line = substr(line, 3)
        } else if (match(line, /^"([^"\\]|\\.)*"/)) {
            text = text substr(line, 2, RLENGTH - 2)
            open = 1
            line = substr(line, RLENGTH + 1)
        } else if (match(line, /^'([^'\\]|\\.[0-9a-fA-F]*)'/)) {
            flush()
            line = substr(line, RLENGTH + 1)
        } else {
            flush()
            line = substr(line, 2)
        }
    }
}
END { flush() }

function flush() {
    if (open) word(text)
    open = 0
    text = ""
}

# C's escapes become those of a dictionary: \\ \" and \xNN. Sets `len`.
function escaped(s,    out, c) {
    out = ""
    for (len = 0; s != ""; len++) {
        if (match(s, /^\\x[0-9a-fA-F][0-9a-fA-F]?/)) {
            c = substr(s, 3, RLENGTH - 2)
            c = "\\x" (length(c) == 1 ? "0" : "") c
        } else if (match(s, /^\\[0-7][0-7]?[0-7]?/)) {
            c = sprintf("\\x%02x", octal(substr(s, 2, RLENGTH - 1)))
        } else if (match(s, /^\\./)) {
            c = substr(s, 2, 1)
            at = index("rntvfab", c)
            c = at ? substr("\\x0d\\x0a\\x09\\x0b\\x0c\\x07\\x08", 4 * at - 3, 4) : c == "\"" || c == "\\" ? "\\" c : c
        } else {
            RLENGTH = 1
            c = substr(s, 1, 1)
        }
        out = out c
        s = substr(s, RLENGTH + 1)
    }
    return out
}

function octal(s,    n, i) {
    for (i = 1; i <= length(s); i++) n = 8 * n + substr(s, i, 1)
    return n
}

function word(s,    out) {
    if (s == "" || (mode != "all" && s !~ /^[][A-Za-z0-9_.<>=\/*-]+$/)) return
    if (mode == "json" && s !~ /^[a-z_]+$/) return
    out = mode == "json" ? "\\\"" s "\\\":" : escaped(s)
    if (mode != "json" && len > max) return
    if (!(out in seen)) print "\"" out "\""
    seen[out] = 1
}
