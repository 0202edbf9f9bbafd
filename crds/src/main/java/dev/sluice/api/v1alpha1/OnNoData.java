package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** What happens after Prometheus has had no data for a while. Until then the release holds. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OnNoData(
    @Size(max = Rules.MAX_DURATION_LENGTH)
        @ValidationRule(
            value =
                Rules.IS_DURATION
                    + " && duration(self) > duration('0s') && duration(self) <= duration('168h')",
            message = "after must be " + Rules.DURATION + ", more than 0s and at most 168h")
        @JsonPropertyDescription(
            "Time for which Prometheus has had no data before anything is done, at most 168h."
                + " Default "
                + Defaults.NO_DATA_AFTER
                + ".")
        String after,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @JsonPropertyDescription(
            "What is done then: Hold (wait on; reported as stalled) or RollBack. Default Hold.")
        NoDataAction then) {}
