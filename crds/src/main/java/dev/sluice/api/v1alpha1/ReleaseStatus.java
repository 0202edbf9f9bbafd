package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** One release: the way of one revision. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReleaseStatus(
    @JsonPropertyDescription("Number of the revision, counted by this CanaryRelease from 1.")
        Long revision,
    @Size(max = 256)
        @JsonPropertyDescription(
            "Version of the template: its label app.kubernetes.io/version, else the tag of its"
                + " first image.")
        String version,
    @Size(max = 32) @JsonPropertyDescription("Images of the containers, in their order.")
        List<@Size(max = 1024) String> images,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "How it ended, or InProgress: Promoted, RolledBack, Superseded (by a newer template) or"
                + " Withdrawn (the template was set back).")
        Outcome outcome,
    @Size(max = 1024) @JsonPropertyDescription("Why, as one word in CamelCase.") String reason,
    @Size(max = 4096) @JsonPropertyDescription("Why, in one sentence.") String message,
    @Size(max = 64) @JsonPropertyDescription("Time of the start.") String startedAt,
    @Size(max = 64) @JsonPropertyDescription("Time of the end; absent while in progress.")
        String finishedAt,
    @JsonPropertyDescription("The step it is in, or ended in.") StepStatus step,
    @Size(max = 10) @JsonPropertyDescription("The metrics as last judged.")
        List<MetricStatus> metrics) {}
