package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A condition by the rules of Kubernetes; lastTransitionTime moves only when status does. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
    @Required
        @Size(max = 316)
        @Pattern(Rules.CONDITION_TYPE)
        @JsonPropertyDescription("Type of the condition, in CamelCase.")
        String type,
    @Required @JsonPropertyDescription("True, False or Unknown.") String status,
    @Min(0) @JsonPropertyDescription("Generation of this object that the condition is about.")
        Long observedGeneration,
    @Required @JsonPropertyDescription("Time at which status last changed.")
        String lastTransitionTime,
    @Required
        @Size(min = 1, max = 1024)
        @Pattern(Rules.CONDITION_REASON)
        @JsonPropertyDescription("Why, as one word in CamelCase.")
        String reason,
    @Required @Size(max = 32768) @JsonPropertyDescription("Why, in a sentence; may be empty.")
        String message) {}
