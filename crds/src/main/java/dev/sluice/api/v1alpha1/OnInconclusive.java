package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Timeout and action for inconclusive evidence. The release holds until the timeout. */
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
            "How long a step waits for conclusive evidence, its own duration included, before the"
                + " action is taken. At most 168h. Default: "
                + Defaults.INCONCLUSIVE_AFTER
                + ".")
        String after,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "Action: Hold (keep waiting, reported as stalled), RollBack, or Advance (continue"
                + " with the next step after at least 100 canary requests without signs of harm)."
                + " Default: Advance.")
        InconclusiveAction then) {}
