package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseStatus(
    Long revision,
    String version,
    List<String> images,
    Outcome outcome,
    String reason,
    String message,
    String startedAt,
    String finishedAt,
    StepStatus step,
    List<MetricStatus> metrics) {}
