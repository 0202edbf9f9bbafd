// Pause is our own; raise its release with main.go.
// release 1
module dev.sluice/lab/parts/pause

go 1.26.0
