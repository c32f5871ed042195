# Prepares a guide for Doxygen, which needs labels where GitHub makes them from headings: `## The stamp` in stability.md
# becomes the section stability-the-stamp. `pages` are the guides of the reference; links to other pages lose their target.
function label(title) {
  title = tolower(title)
  gsub(/[^a-z0-9_ -]/, "", title)
  gsub(/ /, "-", title)
  return title
}

function target(link,  parts) {
  if (link ~ /^(https?:|@ref )/) return link
  split(link, parts, "#")
  sub(/\.md$/, "", parts[1])
  if (parts[1] == "") parts[1] = page
  if (index(" " pages " ", " " parts[1] " ") == 0) return ""
  return "@ref " parts[1] (parts[2] == "" ? "" : "-" parts[2])
}

FNR == 1 { page = FILENAME; sub(/.*\//, "", page); sub(/\.md$/, "", page) }
/^```/ { code = !code }
code { print; next }
/^# / { print $0 " {#" page "}"; next }
broken != "" { $0 = broken " " $0; broken = "" }
/\[[^]]*$/ { broken = $0; next }  # a link that continues on the next line
/^##+ / { title = $0; sub(/^#+ /, "", title); print $0 " {#" page "-" label(title) "}"; next }
{
  line = ""
  while (match($0, /\[[^]]*\]\([^)]*\)/)) {
    text = substr($0, RSTART + 1, RLENGTH - 2)
    link = text
    sub(/\].*/, "", text)
    sub(/.*\]\(/, "", link)
    line = line substr($0, 1, RSTART - 1) (target(link) == "" ? text : "[" text "](" target(link) ")")
    $0 = substr($0, RSTART + RLENGTH)
  }
  print line $0
}
END { if (broken != "") print broken }
