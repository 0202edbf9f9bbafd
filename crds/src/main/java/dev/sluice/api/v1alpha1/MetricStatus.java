package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A metric as last judged. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MetricStatus(
    @Required @Size(max = Rules.MAX_LABEL_LENGTH) @JsonPropertyDescription("Name of the metric.")
        String name,
    @Size(max = 64) @JsonPropertyDescription("Good, Bad or Unknown.") String result,
    @Size(max = 1024) @JsonPropertyDescription("Why, in one sentence.") String message,
    @Size(max = 64) @JsonPropertyDescription("What was seen of the canary: errors/requests.")
        String canary,
    @Size(max = 64)
        @JsonPropertyDescription("What was seen of the stable version: errors/requests.")
        String stable) {}
