package dev.sluice.spec;

import dev.sluice.analysis.Enforcement;
import dev.sluice.analysis.MetricRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A query of the user's own, made ready to be asked: its placeholders are names of Kubernetes
 * objects, whose letters mean nothing in PromQL, so that no name can change what is asked.
 */
public final class QueryTemplate {
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{([^{}]*)}}");

  /** As much as a person needs to find the place. */
  private static final Pattern OPENING = Pattern.compile("\\{\\{[^}]{0,40}}{0,2}");

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-.a-z0-9]*[a-z0-9])?");

  private static final String NAMESPACE = "namespace";
  private static final String RELEASE = "name";
  private static final String SERVICE = "service";
  private static final String CANARY_DEPLOYMENT = "canary.deployment";
  private static final String CANARY_PODS = "canary.pods";
  private static final String STABLE_DEPLOYMENT = "stable.deployment";
  private static final String STABLE_PODS = "stable.pods";

  /** What a query may have between double braces. */
  static final List<String> PLACEHOLDERS =
      List.of(
          NAMESPACE,
          RELEASE,
          SERVICE,
          CANARY_DEPLOYMENT,
          CANARY_PODS,
          STABLE_DEPLOYMENT,
          STABLE_PODS);

  private QueryTemplate() {}

  /**
   * What a query is about.
   *
   * @param name of the CanaryRelease
   * @param target name of the user's Deployment
   * @param candidate name of the Deployment on trial: a canary, or the target while the users are
   *     handed back to it
   * @param baseline name of the Deployment that it is compared with, the other of the two
   */
  public record Subject(
      String namespace,
      String name,
      String service,
      String target,
      String candidate,
      String baseline) {}

  /** The user's own queries that are asked, filled, by the name of their metric. */
  public static Map<String, String> filled(ReleasePolicy policy, Subject subject) {
    Map<String, String> queries = new LinkedHashMap<>();
    for (MetricRule rule : policy.rules().metrics()) {
      if (rule instanceof MetricRule.Threshold threshold && rule.mode() != Enforcement.OFF) {
        queries.put(rule.name(), fill(threshold.query(), subject));
      }
    }
    return queries;
  }

  /**
   * The query with its placeholders filled in; {@code canary} stands for the candidate and {@code
   * stable} for the baseline.
   *
   * @throws IllegalArgumentException if the query has an unknown placeholder, which {@link
   *     PolicyReader} refuses, or a name is none of Kubernetes'
   */
  public static String fill(String query, Subject subject) {
    unknown(query)
        .ifPresent(
            placeholder -> {
              throw new IllegalArgumentException("query has the placeholder " + placeholder);
            });
    Map<String, String> values =
        Map.of(
            NAMESPACE, name(NAMESPACE, subject.namespace()),
            RELEASE, name(RELEASE, subject.name()),
            SERVICE, name(SERVICE, subject.service()),
            CANARY_DEPLOYMENT, name(CANARY_DEPLOYMENT, subject.candidate()),
            CANARY_PODS, pods(subject.candidate(), subject.target()),
            STABLE_DEPLOYMENT, name(STABLE_DEPLOYMENT, subject.baseline()),
            STABLE_PODS, pods(subject.baseline(), subject.target()));
    return PLACEHOLDER
        .matcher(query)
        .replaceAll(match -> Matcher.quoteReplacement(values.get(match.group(1))));
  }

  /** The first placeholder that nothing can be filled in for, as it is written. */
  static Optional<String> unknown(String query) {
    String rest = query;
    for (String placeholder : PLACEHOLDERS) {
      rest = rest.replace("{{" + placeholder + "}}", " ");
    }
    Matcher opening = OPENING.matcher(rest);
    return opening.find() ? Optional.of(opening.group().strip()) : Optional.empty();
  }

  /**
   * A regular expression of the names of a Deployment's pods, which are its own name, the hash of a
   * template and five letters more. A canary's name may be so long that Kubernetes cuts the hash
   * off; nothing but its pods begins with it. The target's must not take in its canaries'.
   */
  private static String pods(String deployment, String target) {
    String escaped = name("deployment", deployment).replace(".", "[.]");
    return escaped + (deployment.equals(target) ? "-[a-z0-9]+-[a-z0-9]{5}" : "-.*");
  }

  private static String name(String what, String value) {
    if (!NAME.matcher(value).matches()) {
      throw new IllegalArgumentException(what + " \"" + value + "\" is no name of an object");
    }
    return value;
  }
}
