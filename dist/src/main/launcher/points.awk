# Guesses how much the specification of a sweep asks for: values and ranges of its parameters, each on a line, make
# points, and a point counts five times if no workload names an engine, as then each is tried. A launcher chooses by it how the JVM compiles; results do not depend on it.
function number(name,  found) {
  if (!match($0, name ": *[0-9.]+")) return 0
  found = substr($0, RSTART, RLENGTH)
  sub(/.*: */, "", found)
  return found + 0
}
BEGIN { points = 1 }
/^[^#]*values: *\[/ {
  list = $0
  sub(/.*values: *\[/, "", list)
  sub(/\].*/, "", list)
  points *= split(list, parts, ",")
}
/^[^#]*range: *\{/ {
  from = number("from"); to = number("to"); step = number("step"); factor = number("factor")
  if (step > 0) points *= int((to - from) / step + 1.000001)
  else if (factor > 1 && from > 0) points *= int(log(to / from) / log(factor) + 1.000001)
}
/^[^#]*engine: *[a-z]/ && !/engine: *auto/ { named = 1 }
/^[^#]*samples: *[0-9]/ { samples = number("samples") }
END { printf "%d\n", ((samples > 0 && samples < points) ? samples : points) * (named ? 1 : 5) }
