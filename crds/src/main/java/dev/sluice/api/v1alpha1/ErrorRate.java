package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** The share of requests that end in an error, compared with the stable version's. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!(has(self.http) && has(self.grpc) && self.http.size() + self.grpc.size() == 0)",
    message =
        "http and grpc cannot both be empty, because then nothing is an error: name a status, or"
            + " leave one of them away for its default")
public record ErrorRate(
    @Size(max = Rules.MAX_PERCENTAGE_LENGTH)
        @ValidationRule(
            value = Rules.IS_PERCENTAGE + " && " + Rules.PERCENTAGE + " <= 1000.0",
            message = "maxIncrease must be a percentage as in 10% or 0.5%, from 0% to 1000%")
        @JsonPropertyDescription(
            "How much more often than the stable version the canary may fail, as a share of the"
                + " stable version's errors, 0% to 1000%: 10% allows 1.1 % of errors beside 1 %."
                + " Default "
                + Defaults.MAX_INCREASE
                + ".")
        String maxIncrease,
    @Size(max = Rules.MAX_PERCENTAGE_LENGTH)
        @ValidationRule(
            value =
                Rules.IS_PERCENTAGE
                    + " && "
                    + Rules.PERCENTAGE
                    + " > 0.0 && "
                    + Rules.PERCENTAGE
                    + " <= 100.0",
            message =
                "ignoreBelow must be a percentage as in 0.02% or 1%, more than 0% and at most 100%")
        @JsonPropertyDescription(
            "Errors that the canary may have on top of that, as a share of its requests, more than"
                + " 0% and at most 100%: how small a harm is too small to go back for. Default "
                + Defaults.IGNORE_BELOW
                + ".")
        String ignoreBelow,
    @Size(max = Rules.MAX_PERCENTAGE_LENGTH)
        @ValidationRule(
            value =
                Rules.IS_PERCENTAGE
                    + " && "
                    + Rules.PERCENTAGE
                    + " > 0.0 && "
                    + Rules.PERCENTAGE
                    + " <= 100.0",
            message = "max must be a percentage as in 5% or 0.5%, more than 0% and at most 100%")
        @JsonPropertyDescription(
            "Share of errors that is too much however the stable version does, such as 5% or 0.5%;"
                + " where the stable version is above it too the release holds. Default: no such"
                + " limit, only the comparison judges.")
        String max,
    @Size(max = 16)
        @ValidationRule(
            value = "self.all(s, " + Rules.IS_ERROR_STATUS + ")",
            messageExpression =
                "'http has ' + self.filter(s, !"
                    + Rules.IS_ERROR_STATUS
                    + ")[0] + ': use 4xx, 5xx or a status from 400 to 599 in quotes'")
        @JsonPropertyDescription(
            "HTTP statuses that are errors: the classes 4xx and 5xx, or single ones from 400 to"
                + " 599 as text. Default: 5xx.")
        List<@Size(max = 16) String> http,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @Size(max = 16)
        @JsonPropertyDescription(
            "gRPC statuses that are errors, by name. Default: UNKNOWN, INTERNAL, UNAVAILABLE,"
                + " DATA_LOSS, by which a server owns up to a fault; the others tell of the request"
                + " (NOT_FOUND), of the caller (CANCELLED, DEADLINE_EXCEEDED) or of a refusal meant"
                + " so (RESOURCE_EXHAUSTED, UNIMPLEMENTED).")
        List<GrpcStatus> grpc) {}
