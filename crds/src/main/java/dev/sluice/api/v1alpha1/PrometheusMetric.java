package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * Custom PromQL query whose result is compared with fixed limits.
 *
 * @param of former name of {@code window}. Objects that were stored with it keep it, because the
 *     API server does not apply a new rule to unchanged fields; {@link #latestSamples()} reads both
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.min) || has(self.max)",
    message = "prometheus needs min, max or both: add at least one")
@ValidationRule(
    value =
        "!has(self.min) || !has(self.max) || !"
            + Rules.MIN_IS_DECIMAL
            + " || !"
            + Rules.MAX_IS_DECIMAL
            + " || double(self.min) <= double(self.max)",
    messageExpression = "'min ' + self.min + ' is greater than max ' + self.max + ': swap them'")
@ValidationRule(
    value =
        "has(self.of) || (has(self.failures) ? self.failures : "
            + Defaults.FAILURES
            + ") <= (has(self.window) ? self.window : "
            + Defaults.WINDOW
            + ")",
    message =
        "failures (default "
            + Defaults.FAILURES
            + ") must not exceed window (default "
            + Defaults.WINDOW
            + "): raise window or lower failures")
@ValidationRule(
    value = "!has(self.of)",
    fieldPath = ".of",
    message = "of was renamed to window: use window")
public record PrometheusMetric(
    @Required
        @Size(min = 1, max = 4096)
        @ValidationRule(
            value = "!" + Rules.WITHOUT_PLACEHOLDERS + ".contains('{{')",
            messageExpression =
                "'query contains the unknown placeholder ' + "
                    + Rules.WITHOUT_PLACEHOLDERS
                    + ".find('[{][{][^}]{0,40}[}]{0,2}') + ': use one of "
                    + Rules.PLACEHOLDERS
                    + "'")
        @JsonPropertyDescription(
            "PromQL query with a single number as its result, at most 4096 characters. Supported"
                + " placeholders: "
                + Rules.PLACEHOLDERS
                + ". The placeholders of pods are regular expressions that match pod names, for"
                + " use with =~.")
        String query,
    @Size(max = Rules.MAX_DECIMAL_LENGTH)
        @ValidationRule(
            value = Rules.IS_DECIMAL,
            message = "min must be a decimal in quotes, such as \"100\" or \"-0.5\"")
        @JsonPropertyDescription(
            "Lowest value within bounds, a decimal in quotes. Default: no lower bound.")
        String min,
    @Size(max = Rules.MAX_DECIMAL_LENGTH)
        @ValidationRule(
            value = Rules.IS_DECIMAL,
            message = "max must be a decimal in quotes, such as \"100\" or \"-0.5\"")
        @JsonPropertyDescription(
            "Highest value within bounds, a decimal in quotes. Default: no upper bound.")
        String max,
    @Min(1)
        @Max(20)
        @JsonPropertyDescription(
            "Number of out-of-bounds samples within window that fails the metric, from 1 to 20. It"
                + " must not exceed window. Default: "
                + Defaults.FAILURES
                + ".")
        Integer failures,
    @Min(1)
        @Max(20)
        @JsonPropertyDescription(
            "Number of latest samples considered, from 1 to 20. The operator takes one sample per"
                + " sampling step. Default: "
                + Defaults.WINDOW
                + ".")
        Integer window,
    @Min(1)
        @Max(20)
        @JsonPropertyDescription(
            "Renamed to window. Read from objects that were stored with this name; new values are"
                + " rejected.")
        Integer of) {

  /** Number of latest samples considered, by whichever name it was stored; null where absent. */
  public Integer latestSamples() {
    return window == null ? of : window;
  }
}
