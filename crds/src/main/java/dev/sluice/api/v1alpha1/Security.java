package dev.sluice.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/** Who may call both versions, and how. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Security(
    @JsonPropertyDescription("Mutual TLS for the pods of both versions. Default: not managed.")
        Mtls mtls,
    @SchemaFrom(type = OpaqueRule[].class)
        @Size(min = 1, max = Rules.MAX_JWT_RULES)
        @JsonPropertyDescription(
            "Issuers of tokens, 1 to 10 Istio JWTRules such as {issuer, jwksUri}. Passed unchanged to"
                + " a RequestAuthentication for the pods of both versions. A request with an invalid"
                + " token is refused with 401; one without a token is not, unless allow asks for one."
                + " Default: not managed.")
        List<Map<String, Object>> jwt,
    @SchemaFrom(type = OpaqueRule[].class)
        @Size(min = 1, max = Rules.MAX_ALLOW_RULES)
        @JsonPropertyDescription(
            "Requests that are allowed, 1 to 50 rules of an Istio AuthorizationPolicy with from, to"
                + " and when. Passed unchanged to one with action ALLOW for the pods of both"
                + " versions. A request that no rule matches is refused with 403. Default: not"
                + " managed.")
        List<Map<String, Object>> allow) {}
