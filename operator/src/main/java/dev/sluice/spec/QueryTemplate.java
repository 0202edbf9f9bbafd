package dev.sluice.spec;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Fills in the placeholders of custom PromQL queries. The values are names of Kubernetes objects,
 * which have no characters that are special in PromQL, so that a name cannot change the query.
 */
public final class QueryTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]*)}}");

  /** Start of a placeholder, as much as is needed to find it in the query. */
  private static final Pattern OPENING = Pattern.compile("\\{\\{[^}]{0,40}}{0,2}");

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]*[a-z0-9])?");

  private static final String NAMESPACE = "namespace";
  private static final String RELEASE = "name";
  private static final String SERVICE = "service";
  private static final String CANARY_DEPLOYMENT = "canary.deployment";
  private static final String CANARY_PODS = "canary.pods";
  private static final String STABLE_DEPLOYMENT = "stable.deployment";
  private static final String STABLE_PODS = "stable.pods";

  /** Known placeholders, without their double braces. */
  private static final List<String> PLACEHOLDERS =
      List.of(
          NAMESPACE,
          RELEASE,
          SERVICE,
          CANARY_DEPLOYMENT,
          CANARY_PODS,
          STABLE_DEPLOYMENT,
          STABLE_PODS);

  /** Known placeholders, as they are written in a query. */
  static final String SUPPORTED =
      PLACEHOLDERS.stream()
          .map(placeholder -> "{{" + placeholder + "}}")
          .collect(Collectors.joining(" "));

  private QueryTemplate() {}

  /**
   * Values of the placeholders.
   *
   * @param name of the CanaryRelease
   * @param target name of the user's Deployment
   * @param candidate name of the analyzed Deployment: a canary, or the target while requests return
   *     to it
   * @param baseline name of the Deployment that it is compared with, the other of the two
   */
  public record QueryContext(
      String namespace,
      String name,
      String service,
      String target,
      String candidate,
      String baseline) {}

  /** The custom queries of a policy with their placeholders filled in, by metric name. */
  public static Map<String, String> filled(ReleasePolicy policy, QueryContext context) {
    Map<String, String> queries = new LinkedHashMap<>();
    for (MetricRule rule : policy.analysis().metrics()) {
      if (rule.mode() != Enforcement.OFF) {
        rule.promql().ifPresent(query -> queries.put(rule.name(), fill(query, context)));
      }
    }
    return queries;
  }

  /**
   * The query with its placeholders filled in; {@code canary} stands for the candidate and {@code
   * stable} for the baseline.
   *
   * @throws IllegalArgumentException if the query has an unknown placeholder, which {@link
   *     PolicyReader} rejects, or a value is not a valid object name
   */
  public static String fill(String query, QueryContext context) {
    unknown(query)
        .ifPresent(
            placeholder -> {
              throw new IllegalArgumentException("unknown placeholder " + placeholder);
            });
    Map<String, String> values =
        Map.of(
            NAMESPACE, name(NAMESPACE, context.namespace()),
            RELEASE, name(RELEASE, context.name()),
            SERVICE, name(SERVICE, context.service()),
            CANARY_DEPLOYMENT, name(CANARY_DEPLOYMENT, context.candidate()),
            CANARY_PODS, pods(context.candidate(), context.target()),
            STABLE_DEPLOYMENT, name(STABLE_DEPLOYMENT, context.baseline()),
            STABLE_PODS, pods(context.baseline(), context.target()));
    return PLACEHOLDER
        .matcher(query)
        .replaceAll(match -> Matcher.quoteReplacement(values.get(match.group(1))));
  }

  /** The first unknown placeholder, as it is written in the query. */
  static Optional<String> unknown(String query) {
    String rest = query;
    for (String placeholder : PLACEHOLDERS) {
      rest = rest.replace("{{" + placeholder + "}}", " ");
    }
    Matcher opening = OPENING.matcher(rest);
    return opening.find() ? Optional.of(opening.group().strip()) : Optional.empty();
  }

  /**
   * A regular expression that matches the pods of a Deployment: its name, a template hash and five
   * characters. The name of a canary may be so long that Kubernetes cuts off the hash, and only its
   * pods start with it. The expression of the target must not match pods of its canaries.
   */
  private static String pods(String deployment, String target) {
    String escaped = name("deployment", deployment).replace(".", "[.]");
    return escaped + (deployment.equals(target) ? "-[a-z0-9]+-[a-z0-9]{5}" : "-.*");
  }

  private static String name(String what, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(what + " \"" + value + "\" is not a valid object name");
    }
    return value;
  }
}
