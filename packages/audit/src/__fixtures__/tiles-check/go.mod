module cloudops.dev/tiles-check

go 1.24

require golang.org/x/mod v0.27.0
