package dev.sluice.lifecycle;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.sluice.analysis.Verdict;
import java.time.Instant;

/** Why a release does not continue, and since when the cause is the same. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Hold(Verdict.Result cause, Instant since) {}
