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
    @Size(max = 64) @JsonPropertyDescription("Judgement in one word, such as Good, Bad or Unknown.")
        String result,
    @Size(max = 1024) @JsonPropertyDescription("Why, in one sentence.") String message,
    @Size(max = 64)
        @JsonPropertyDescription(
            "What was seen of the canary: for shares, errors or slow requests/requests.")
        String canary,
    @Size(max = 64)
        @JsonPropertyDescription("What was seen of the stable version, as for the canary.")
        String stable,
    @Size(max = 64)
        @JsonPropertyDescription(
            "How much likelier what was seen is with a canary that is worse than allowed, as a"
                + " factor: 312 stands for 312 to 1 against the canary.")
        String evidence) {}
