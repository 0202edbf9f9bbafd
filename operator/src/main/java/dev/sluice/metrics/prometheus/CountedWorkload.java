package dev.sluice.metrics.prometheus;

import dev.sluice.analysis.Reporter;

/** A workload, by the counts of one side. */
record CountedWorkload(Destination destination, Reporter reporter) {}
