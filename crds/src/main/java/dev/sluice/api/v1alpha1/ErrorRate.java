package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Share of requests that fail, compared with the stable version. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!(has(self.http) && has(self.grpc) && self.http.size() + self.grpc.size() == 0)",
    message =
        "http and grpc cannot both be empty, because then nothing is an error: name a status, or"
            + " omit one of them to use its default")
public record ErrorRate(
    @Size(max = Rules.MAX_PERCENTAGE_LENGTH)
        @ValidationRule(
            value = Rules.IS_PERCENTAGE + " && " + Rules.PERCENTAGE + " <= 1000.0",
            message = "maxIncrease must be a percentage such as 10% or 0.5%, from 0% to 1000%")
        @JsonPropertyDescription(
            "Allowed increase of the error rate relative to the stable version, from 0% to 1000%."
                + " With 10%, a canary may fail 1.1% of its requests while the stable version"
                + " fails 1%. Default: "
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
                "ignoreBelow must be a percentage such as 0.02% or 1%, more than 0% and at most"
                    + " 100%")
        @JsonPropertyDescription(
            "Additional share of failed requests that is tolerated, more than 0% and at most 100%."
                + " A smaller difference never causes a rollback. Default: "
                + Defaults.IGNORE_BELOW
                + ", or "
                + Defaults.CLIENT_ERRORS_IGNORE_BELOW
                + " if only client errors are counted.")
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
            message = "max must be a percentage such as 5% or 0.5%, more than 0% and at most 100%")
        @JsonPropertyDescription(
            "Absolute limit of the error rate, independent of the stable version, such as 5% or"
                + " 0.5%. If the stable version exceeds it too, the release holds. Default: no"
                + " limit.")
        String max,
    @Size(max = 16)
        @ValidationRule(
            value = "self.all(s, " + Rules.IS_ERROR_STATUS + ")",
            messageExpression =
                "'http contains ' + self.filter(s, !"
                    + Rules.IS_ERROR_STATUS
                    + ")[0] + ': use 4xx, 5xx or a status from 400 to 599 in quotes'")
        @JsonPropertyDescription(
            "HTTP status codes that count as errors: the classes 4xx and 5xx, or single codes"
                + " from 400 to 599 in quotes. 4xx is without 408 and 429, which a server with too"
                + " much to do answers. Without a 5xx status, and without a gRPC status of a fault"
                + " of the server, the metric counts client errors: they can roll a canary back,"
                + " and need no proof. Default: 5xx.")
        List<@Size(max = 16) String> http,
    @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @Size(max = 16)
        @JsonPropertyDescription(
            "gRPC status codes that count as errors, by name. Default: UNKNOWN, INTERNAL,"
                + " UNAVAILABLE, DATA_LOSS, which indicate a fault of the server; if http has no"
                + " 5xx status, the codes that say that the request was wrong: INVALID_ARGUMENT,"
                + " NOT_FOUND, ALREADY_EXISTS, PERMISSION_DENIED, UNAUTHENTICATED,"
                + " FAILED_PRECONDITION, OUT_OF_RANGE, UNIMPLEMENTED.")
        List<GrpcStatus> grpc) {}
