package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Observed state, and the record from which a release continues after a restart. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CanaryReleaseStatus(
    @JsonPropertyDescription(
            "Generation of this object that the status describes. -1 until Sluice has observed"
                + " the object.")
        Long observedGeneration,
    @JsonPropertyDescription("Target as last observed.") TargetStatus target,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "Summary for display. Programs should read the conditions instead.")
        Phase phase,
    @Size(max = 4096) @JsonPropertyDescription("Current state and its cause, in one sentence.")
        String message,
    @JsonPropertyDescription("Stable version, which receives all requests outside a release.")
        StableStatus stable,
    @JsonPropertyDescription("Current release or, if none is in progress, the last one.")
        ReleaseStatus release,
    @Size(max = 10)
        @JsonPropertyDescription(
            "Finished releases, newest first, at most 10. Includes the release in status.release"
                + " once it has finished.")
        List<HistoryEntry> history,
    @Size(max = 32768) @JsonPropertyDescription("Internal state of the operator. Not an API.")
        String checkpoint,
    @Size(max = 16)
        @JsonPropertyDescription(
            "Conditions Accepted, Programmed, Isolated, MetricsAvailable, MutualTLS, Ready,"
                + " Reconciling, Stalled and Finished. All are present once Sluice has observed the object.")
        List<Condition> conditions) {}
