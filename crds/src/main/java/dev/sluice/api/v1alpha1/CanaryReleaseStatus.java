package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CanaryReleaseStatus(
    Long observedGeneration,
    TargetStatus target,
    Phase phase,
    String message,
    StableStatus stable,
    ReleaseStatus release,
    List<HistoryEntry> history,
    String checkpoint,
    List<Condition> conditions) {}
