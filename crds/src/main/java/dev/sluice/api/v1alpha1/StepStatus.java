package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;

/** Current step of a release. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepStatus(
    @Min(0) @Max(21) @JsonPropertyDescription("Position of the step, counted from 1.")
        Integer index,
    @Size(max = 16)
        @JsonPropertyDescription("Position of the step and number of steps, such as 3/6.")
        String progress,
    @Size(max = Rules.MAX_LABEL_LENGTH) @JsonPropertyDescription("Name of the step.") String name,
    @Min(0)
        @Max(100)
        @JsonPropertyDescription("Current percentage of requests that go to the canary.")
        Integer weight,
    @Size(max = 64) @JsonPropertyDescription("Time when the step started.") String since,
    @Size(max = 256) @JsonPropertyDescription("What the step is waiting for, in CamelCase.")
        String waitingFor) {}
