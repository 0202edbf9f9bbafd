package dev.sluice.cli.lint;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.common.Suggestions;
import dev.sluice.messages.Reason;
import dev.sluice.simulation.LatencyHistogram;
import dev.sluice.spec.PolicyReader;
import dev.sluice.spec.ReadPolicy;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Validates the CanaryReleases in files and collects problems. */
public final class Linter {
  private static final String GROUP = "sluice.dev/";
  private static final String API = "sluice.dev/v1alpha1";
  private static final String KIND = "CanaryRelease";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
  private static final int MAX_NAME_LENGTH = 63;

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Schema schema = Schema.shipped();
  private final List<LintProblem> problems = new ArrayList<>();
  private final List<LintProblem> notes = new ArrayList<>();
  private final List<LintedRelease> releases = new ArrayList<>();

  /** Reads one file's text. */
  public void read(String file, String text) {
    for (LocatedValue document : YamlReader.read(file, text, problems)) {
      object(file, document);
    }
  }

  /** All problems so far, in the order of the files. */
  public List<LintProblem> problems() {
    return List.copyOf(problems);
  }

  /** What is allowed and easily overlooked, in the order of the files. */
  public List<LintProblem> notes() {
    return List.copyOf(notes);
  }

  /** All CanaryReleases so far whose spec could be read, in the order of the files. */
  public List<LintedRelease> releases() {
    return List.copyOf(releases);
  }

  private void object(String file, LocatedValue object) {
    if (object.map() == null) {
      report(
          file,
          object.line(),
          "",
          "is not a Kubernetes object; apiVersion, kind and metadata are required");
      return;
    }
    String kind = object.text("kind");
    if (kind.equals("List") && object.map().containsKey("items")) {
      List<LocatedValue> items = object.map().get("items").list();
      (items == null ? List.<LocatedValue>of() : items).forEach(item -> object(file, item));
      return;
    }
    String api = object.text("apiVersion");
    if (kind.isEmpty() || api.isEmpty()) {
      report(
          file,
          object.line(),
          kind.isEmpty() ? "kind" : "apiVersion",
          "is required; use " + (kind.isEmpty() ? KIND : API));
    } else if (api.startsWith(GROUP) || kind.equals(KIND)) {
      release(file, object, api, kind);
    }
  }

  private void release(String file, LocatedValue object, String api, String kind) {
    if (!api.equals(API)) {
      report(
          file, object.lineOf("apiVersion"), "apiVersion", "\"%s\" is not %s".formatted(api, API));
      return;
    }
    if (!kind.equals(KIND)) {
      report(file, object.lineOf("kind"), "kind", "\"%s\" is not %s".formatted(kind, KIND));
      return;
    }
    int before = problems.size();
    for (String key : object.map().keySet()) {
      if (!List.of("apiVersion", "kind", "metadata", "spec", "status").contains(key)) {
        report(
            file,
            object.lineOf(key),
            key,
            "unknown field; "
                + Suggestions.of(key, List.of("apiVersion", "kind", "metadata", "spec"))
                    .map(nearest -> "did you mean " + nearest + "?")
                    .orElse("the fields of a release are in spec"));
      }
    }
    name(file, object);
    LocatedValue spec = object.map().get("spec");
    if (spec == null || spec.value() == null) {
      report(file, object.line(), "spec", "is required; set at least target.deployment");
      return;
    }
    schema.check(spec, (line, field, problem) -> report(file, line, field, problem));
    if (spec.map() != null) {
      semantics(file, object, spec, before);
    }
  }

  private void name(String file, LocatedValue object) {
    LocatedValue metadata = object.map().get("metadata");
    String name = metadata == null ? "" : metadata.text("name");
    String field = "metadata.name";
    if (name.isEmpty()) {
      boolean made = metadata != null && !metadata.text("generateName").isEmpty();
      if (!made) {
        report(
            file,
            object.lineOf(field),
            field,
            "is required; use for example the name of the Deployment");
      }
    } else if (!NAME.matcher(name).matches()) {
      report(
          file,
          object.lineOf(field),
          field,
          "invalid name \"%s\"; use lower-case letters, digits and '-'".formatted(name));
    } else if (name.length() > MAX_NAME_LENGTH) {
      report(
          file,
          object.lineOf(field),
          field,
          "has %d characters; at most %d are allowed, because it is used as a label value"
              .formatted(name.length(), MAX_NAME_LENGTH));
    }
  }

  /** Reports violations that the operator would find, unless the schema check found them. */
  private void semantics(String file, LocatedValue object, LocatedValue spec, int before) {
    CanaryReleaseSpec read;
    try {
      read = JSON.convertValue(spec.plain(), CanaryReleaseSpec.class);
    } catch (IllegalArgumentException e) {
      if (problems.size() == before) {
        report(file, spec.line(), "spec", "cannot be read: " + e.getMessage());
      }
      return;
    }
    ReadPolicy result = PolicyReader.read(read);
    List<String> known =
        problems.subList(before, problems.size()).stream().map(LintProblem::field).toList();
    for (Violation violation : result.violations()) {
      boolean reported = known.stream().anyMatch(field -> covers(field, violation.field()));
      if (!reported) {
        report(file, object.lineOf(violation.field()), violation.field(), violation.message());
      }
    }
    result.notices().stream()
        .filter(notice -> notice.reason() == Reason.DefaultMetricsReplaced)
        .forEach(
            notice ->
                notes.add(
                    new LintProblem(
                        file,
                        object.lineOf(notice.field()),
                        notice.field(),
                        "note: " + notice.message())));
    Optional<ReleasePolicy> policy = Optional.of(result.policy()).filter(ReleasePolicy::hasTarget);
    policy.ifPresent(given -> latencyBuckets(file, object, read, given));
    LocatedValue metadata = object.map().get("metadata");
    LintedRelease release =
        new LintedRelease(
            file,
            object.line(),
            metadata == null ? "" : metadata.text("namespace"),
            metadata == null ? "" : metadata.text("name"),
            read,
            policy);
    conflicts(release);
    releases.add(release);
  }

  /** Whether two fields are the same or one contains the other. */
  private static boolean covers(String field, String other) {
    return other.equals(field) || other.startsWith(field + ".") || field.startsWith(other);
  }

  private void latencyBuckets(
      String file, LocatedValue object, CanaryReleaseSpec spec, ReleasePolicy policy) {
    for (int i = 0; spec.analysis() != null && i < size(spec); i++) {
      String name = spec.analysis().metrics().get(i).name();
      String field = "spec.analysis.metrics[" + i + "].latency.max.duration";
      policy.analysis().metrics().stream()
          .filter(rule -> rule.name().equals(name))
          .flatMap(rule -> rule.latencyLimit().stream())
          .map(MetricRule.Limit::millis)
          .filter(millis -> !LatencyHistogram.bounds().contains(millis))
          .forEach(
              millis ->
                  report(
                      file,
                      object.lineOf(field),
                      field,
                      "%s is not a bucket of Istio's latency histogram; use %s"
                          .formatted(
                              SpecQuantities.millis(millis),
                              SpecQuantities.millis(LatencyHistogram.nearest(millis)))));
    }
  }

  private static int size(CanaryReleaseSpec spec) {
    return spec.analysis().metrics() == null ? 0 : spec.analysis().metrics().size();
  }

  /**
   * Two releases of one Deployment or Service conflict: the operator accepts only the older one.
   */
  private void conflicts(LintedRelease one) {
    for (LintedRelease other : releases) {
      if (other.policy().isEmpty()
          || one.policy().isEmpty()
          || !other.namespace().equals(one.namespace())
          || other.name().equals(one.name())) {
        continue;
      }
      ReleasePolicy policy = one.policy().get();
      ReleasePolicy otherPolicy = other.policy().get();
      if (policy.deployment().equals(otherPolicy.deployment())) {
        report(
            one.file(),
            one.line(),
            "spec.target.deployment",
            "\"%s\" is already managed by CanaryRelease %s in %s; remove one of them"
                .formatted(policy.deployment(), other.name(), other.file()));
      } else if (policy.service().equals(otherPolicy.service())) {
        report(
            one.file(),
            one.line(),
            "spec.service",
            "\"%s\" is already routed by CanaryRelease %s in %s; remove one of them"
                .formatted(policy.service(), other.name(), other.file()));
      }
    }
  }

  private void report(String file, int line, String field, String problem) {
    problems.add(new LintProblem(file, line, field, problem));
  }
}
