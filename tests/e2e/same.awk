# Events of e2e_json (subject, id, connection, kind, from, phase, code, at, raw), made comparable between a run in
# memory and one over a socket. Given -v scenarios=DIR.
#
# Two differences are in the nature of things, and only these are taken out:
#
# 1. Both sides close in one instant (behind 221, say): whether we hear the other's end after our own close is chance.
#    The subject's close behind ours is left out.
# 2. Our bytes and the subject's cross: when we send in more than one piece (`\|`, <wait>, <chunk>, or more than a
#    socket takes at once, for which `\{` and <flood> stand) or unasked behind <tls>, the subject may speak between the
#    pieces or behind them, and in memory, where no time passes, it speaks behind the first. Of such a run only what
#    stands before is compared: its events up to the first rule of a file with such a word.
BEGIN { FS = OFS = "\t" }

function pieces(file,   line, word, handshake) {
    if (file in known)
        return known[file]
    word = 0
    handshake = 0
    while ((getline line < (scenarios "/" file ".scn")) > 0) {
        if (handshake && line ~ /^S[^:]*: [^<]/)
            word = 1
        handshake = line ~ /^S[^:]*: <tls/
        if (line ~ /^(S|C|for)/ && line ~ /\\\||<wait|<chunk|<flood|\\\{/)
            word = 1
    }
    close(scenarios "/" file ".scn")
    return known[file] = word
}

{
    run = $1 FS $2
    place = $8
    sub(/:[0-9]+$/, "", place)
}
crossed[run] { next }
$5 == "tool" && $4 == "rule" && place !~ /^base\// && pieces(place) {
    crossed[run] = 1
    cut++
    next
}
$4 == "close" && $5 == "tool" { closed[run, $3] = 1 }
# A close_notify is answered by an end of ours, in the same instant.
$4 == "close-notify" && $5 == "subject" { closed[run, $3] = 1 }
$4 == "close" && $5 == "subject" && closed[run, $3] { next }
{ print }
END { print "# runs cut short: " cut + 0 }
