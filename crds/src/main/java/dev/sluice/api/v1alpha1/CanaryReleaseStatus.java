package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What Sluice knows and does; the record that a release continues from after a restart. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CanaryReleaseStatus(
    @JsonPropertyDescription(
            "Generation of this object that the status is about; -1 before Sluice has seen the"
                + " object.")
        Long observedGeneration,
    @JsonPropertyDescription("The target as last seen.") TargetStatus target,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription("Where things stand, for people; programs read the conditions.")
        Phase phase,
    @Size(max = 4096) @JsonPropertyDescription("Where things stand, in one sentence.")
        String message,
    @JsonPropertyDescription("The proven version that users are on outside a release.")
        StableStatus stable,
    @JsonPropertyDescription("The current release, or the last one.") ReleaseStatus release,
    @Size(max = 10)
        @JsonPropertyDescription(
            "Ended releases before the one in release, newest first, at most 10.")
        List<HistoryEntry> history,
    @Size(max = 8192) @JsonPropertyDescription("State of the engine, for Sluice alone; not an API.")
        String checkpoint,
    @Size(max = 16)
        @JsonPropertyDescription(
            "Accepted, Programmed, MetricsAvailable, MutualTLS, Ready, Reconciling, Stalled and"
                + " Finished; all are always present once the object was seen.")
        List<Condition> conditions) {}
