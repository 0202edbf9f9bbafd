package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * What happens after the requests of a step have proven nothing for a while. Until then the release
 * holds.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OnInconclusive(
    @Size(max = Rules.MAX_DURATION_LENGTH)
        @ValidationRule(
            value =
                Rules.IS_DURATION
                    + " && duration(self) > duration('0s') && duration(self) <= duration('168h')",
            message = "after must be " + Rules.DURATION + ", more than 0s and at most 168h")
        @JsonPropertyDescription(
            "Time for which a step has waited for proof, its own duration included, before anything"
                + " is done, at most 168h. Default "
                + Defaults.INCONCLUSIVE_AFTER
                + ".")
        String after,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "What is done then: Hold (wait on; reported as stalled), RollBack or Advance (to the"
                + " next step, only after 100 requests to the canary and without a hint of harm)."
                + " Default Advance.")
        InconclusiveAction then) {}
