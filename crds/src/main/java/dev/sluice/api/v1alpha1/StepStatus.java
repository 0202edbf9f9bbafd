package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;

/** Where in its steps a release is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepStatus(
    @Min(0)
        @Max(21)
        @JsonPropertyDescription(
            "Position of the step among the effective steps, from 1; 0 before the first.")
        Integer index,
    @Size(max = 16)
        @JsonPropertyDescription("Position and number of steps, such as 3/6, for people.")
        String progress,
    @Size(max = Rules.MAX_LABEL_LENGTH) @JsonPropertyDescription("Name of the step, if it has one.")
        String name,
    @Min(0)
        @Max(100)
        @JsonPropertyDescription("Share of requests that go to the canary now, in percent.")
        Integer weight,
    @Size(max = 64) @JsonPropertyDescription("Time since when the step is in force.") String since,
    @Size(max = 256) @JsonPropertyDescription("What the step waits for, as one word in CamelCase.")
        String waitingFor) {}
