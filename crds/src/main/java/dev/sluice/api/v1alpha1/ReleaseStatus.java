package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Release of one revision. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseStatus(
    @JsonPropertyDescription("Number of the revision, counted from 1 for each CanaryRelease.")
        Long revision,
    @Size(max = 256)
        @JsonPropertyDescription(
            "Version of the pod template: its label app.kubernetes.io/version or, without that"
                + " label, the tag of the first image.")
        String version,
    @Size(max = 32)
        @JsonPropertyDescription("Images of the containers, in the order of the pod template.")
        List<@Size(max = 1024) String> images,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "How the release ended: Promoted, RolledBack, Superseded (by a newer pod template) or"
                + " Withdrawn (the stable pod template was restored). InProgress until then.")
        Outcome outcome,
    @Size(max = 1024) @JsonPropertyDescription("Machine-readable reason, in CamelCase.")
        String reason,
    @Size(max = 4096) @JsonPropertyDescription("Human-readable details of the reason.")
        String message,
    @Size(max = 64) @JsonPropertyDescription("Time when the release started.") String startedAt,
    @Size(max = 64)
        @JsonPropertyDescription("Time when the release ended. Absent while it is in progress.")
        String finishedAt,
    @JsonPropertyDescription("Current step. Absent once the release has ended.") StepStatus step,
    @Size(max = 10) @JsonPropertyDescription("Metrics with their latest results.")
        List<MetricStatus> metrics,
    @Size(max = 16)
        @JsonPropertyDescription("Actions of people on this release, in the order they were taken.")
        List<ActionStatus> actions) {}
