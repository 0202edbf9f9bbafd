package dev.sluice.traffic.istio;

import static dev.sluice.traffic.istio.IstioKinds.ENVOY_FILTER;

import dev.sluice.common.Quantities;
import dev.sluice.common.ResourceKind;
import dev.sluice.messages.ChangeMessages;
import dev.sluice.traffic.DesiredObject;
import dev.sluice.traffic.PolicyContext;
import dev.sluice.traffic.PolicyRenderer;
import dev.sluice.traffic.RequestLimit;
import dev.sluice.traffic.Tier;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A limit of requests by Envoy's local rate limit in the sidecar of each pod. It comes after
 * authentication and authorization: a request that those refuse takes no token.
 */
public final class RateLimitRenderer implements PolicyRenderer {
  private static final String FILTER = "envoy.filters.http.local_ratelimit";
  private static final String CONFIG =
      "type.googleapis.com/envoy.extensions.filters.http.local_ratelimit.v3.LocalRateLimit";

  @Override
  public Class<RequestLimit> intent() {
    return RequestLimit.class;
  }

  @Override
  public Map<ResourceKind, Tier> kinds() {
    return Map.of(ENVOY_FILTER, Tier.SECURITY);
  }

  @Override
  public List<DesiredObject> render(PolicyContext context) {
    return context
        .intent(RequestLimit.class)
        .map(
            limit ->
                WorkloadPolicy.envoyFilter(
                    context,
                    Tier.SECURITY,
                    Map.of("configPatches", List.of(patch(limit))),
                    ChangeMessages.rateLimit(
                        limit.requests(), Quantities.text(limit.period()), limit.burst())))
        .orElse(List.of());
  }

  private static Map<String, Object> patch(RequestLimit limit) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("name", FILTER);
    value.put("typed_config", config(limit));
    Map<String, Object> patch = new LinkedHashMap<>();
    patch.put("applyTo", "HTTP_FILTER");
    patch.put("match", beforeTheRouter());
    patch.put("patch", ordered("operation", "INSERT_BEFORE", "value", value));
    return patch;
  }

  private static Map<String, Object> beforeTheRouter() {
    return ordered(
        "context",
        "SIDECAR_INBOUND",
        "listener",
        Map.of(
            "filterChain",
            Map.of(
                "filter",
                ordered(
                    "name",
                    "envoy.filters.network.http_connection_manager",
                    "subFilter",
                    Map.of("name", "envoy.filters.http.router")))));
  }

  private static Map<String, Object> config(RequestLimit limit) {
    Map<String, Object> bucket = new LinkedHashMap<>();
    bucket.put("max_tokens", limit.requests() + limit.burst());
    bucket.put("tokens_per_fill", limit.requests());
    bucket.put("fill_interval", seconds(limit.period()));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("@type", CONFIG);
    config.put("stat_prefix", "http_local_rate_limiter");
    config.put("token_bucket", bucket);
    config.put("filter_enabled", always("local_rate_limit_enabled"));
    config.put("filter_enforced", always("local_rate_limit_enforced"));
    config.put("response_headers_to_add", List.of(retryAfter(limit.period())));
    config.put("rate_limited_as_resource_exhausted", true);
    return config;
  }

  /** Envoy needs a key of its runtime configuration, which nothing sets. */
  private static Map<String, Object> always(String key) {
    return ordered(
        "runtime_key", key, "default_value", ordered("numerator", 100, "denominator", "HUNDRED"));
  }

  /** By then the bucket has gained tokens. */
  private static Map<String, Object> retryAfter(Duration period) {
    return ordered(
        "append_action",
        "OVERWRITE_IF_EXISTS_OR_ADD",
        "header",
        ordered("key", "retry-after", "value", Long.toString(period.plusMillis(999).toSeconds())));
  }

  /** A duration of protobuf's JSON form. */
  private static String seconds(Duration duration) {
    return duration.toMillisPart() == 0
        ? duration.toSeconds() + "s"
        : "%d.%03ds".formatted(duration.toSeconds(), duration.toMillisPart());
  }

  private static Map<String, Object> ordered(
      String first, Object value, String second, Object other) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(first, value);
    map.put(second, other);
    return map;
  }
}
