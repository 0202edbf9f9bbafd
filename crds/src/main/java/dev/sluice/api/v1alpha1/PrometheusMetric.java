package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A query of the user's own, whose answer is compared with fixed limits. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.min) || has(self.max)",
    message = "prometheus needs min, max or both: say which values are too low or too high")
@ValidationRule(
    value =
        "!has(self.min) || !has(self.max) || !"
            + Rules.MIN_IS_DECIMAL
            + " || !"
            + Rules.MAX_IS_DECIMAL
            + " || double(self.min) <= double(self.max)",
    messageExpression =
        "'min ' + self.min + ' is above max ' + self.max + ', so no value would be good: exchange"
            + " them'")
@ValidationRule(
    value =
        "(has(self.failures) ? self.failures : "
            + Defaults.FAILURES
            + ") <= (has(self.of) ? self.of : "
            + Defaults.OF
            + ")",
    message =
        "failures (default "
            + Defaults.FAILURES
            + ") cannot be more than of (default "
            + Defaults.OF
            + "): raise of or lower failures")
public record PrometheusMetric(
    @Required
        @Size(min = 1, max = 4096)
        @ValidationRule(
            value = "!" + Rules.WITHOUT_PLACEHOLDERS + ".contains('{{')",
            messageExpression =
                "'query has the unknown placeholder ' + "
                    + Rules.WITHOUT_PLACEHOLDERS
                    + ".find('[{][{][^}]{0,40}[}]{0,2}') + ': use one of "
                    + Rules.PLACEHOLDERS
                    + "'")
        @JsonPropertyDescription(
            "PromQL whose answer is one number, at most 4096 characters, with the placeholders "
                + Rules.PLACEHOLDERS
                + "; those of pods are regular expressions of pod names, for =~.")
        String query,
    @Size(max = Rules.MAX_DECIMAL_LENGTH)
        @ValidationRule(
            value = Rules.IS_DECIMAL,
            message = "min must be a decimal in quotes as in \"100\" or \"-0.5\"")
        @JsonPropertyDescription("Least good value, a decimal as text. Default: none.")
        String min,
    @Size(max = Rules.MAX_DECIMAL_LENGTH)
        @ValidationRule(
            value = Rules.IS_DECIMAL,
            message = "max must be a decimal in quotes as in \"100\" or \"-0.5\"")
        @JsonPropertyDescription("Greatest good value, a decimal as text. Default: none.")
        String max,
    @Min(1)
        @Max(20)
        @JsonPropertyDescription(
            "So many values outside of the limits among the last ones are too many, 1 to 20, at"
                + " most of. Default "
                + Defaults.FAILURES
                + ".")
        Integer failures,
    @Min(1)
        @Max(20)
        @JsonPropertyDescription(
            "How many of the last values are looked at, one each step of the operator's sampling,"
                + " 1 to 20. Default "
                + Defaults.OF
                + ".")
        Integer of) {}
