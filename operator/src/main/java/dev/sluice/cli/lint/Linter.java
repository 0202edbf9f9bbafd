package dev.sluice.cli.lint;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.sluice.analysis.MetricRule;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.common.Suggestions;
import dev.sluice.simulation.LatencyHistogram;
import dev.sluice.spec.PolicyReader;
import dev.sluice.spec.ReleasePolicy;
import dev.sluice.spec.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Looks through files, one after the other, and gathers what is wrong. */
public final class Linter {
  private static final String GROUP = "sluice.dev/";
  private static final String API = "sluice.dev/v1alpha1";
  private static final String KIND = "CanaryRelease";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.]*[a-z0-9])?");
  private static final int LONGEST_NAME = 63;

  private static final ObjectMapper JSON =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private final Schema schema = Schema.shipped();
  private final List<LintProblem> findings = new ArrayList<>();
  private final List<Found> releases = new ArrayList<>();

  /**
   * A CanaryRelease in a file.
   *
   * @param line where it begins, from 1
   * @param namespace empty when the file names none
   * @param spec as far as it could be read
   * @param policy what it means, defaults filled in; empty where it means nothing
   */
  public record Found(
      String file,
      int line,
      String namespace,
      String name,
      CanaryReleaseSpec spec,
      Optional<ReleasePolicy> policy) {}

  /** Reads one file's text. */
  public void read(String file, String text) {
    for (LocatedValue document : YamlReader.read(file, text, findings)) {
      object(file, document);
    }
  }

  /** All findings so far, in the order of the files. */
  public List<LintProblem> findings() {
    return List.copyOf(findings);
  }

  /** All CanaryReleases so far whose spec could be read, in the order of the files. */
  public List<Found> releases() {
    return List.copyOf(releases);
  }

  private void object(String file, LocatedValue object) {
    if (object.map() == null) {
      find(file, object.line(), "", "is no Kubernetes object; it needs apiVersion, kind and more");
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
      find(
          file,
          object.line(),
          kind.isEmpty() ? "kind" : "apiVersion",
          "is missing; for a release it is " + (kind.isEmpty() ? KIND : API));
    } else if (api.startsWith(GROUP) || kind.equals(KIND)) {
      release(file, object, api, kind);
    }
  }

  private void release(String file, LocatedValue object, String api, String kind) {
    if (!api.equals(API)) {
      find(file, object.lineOf("apiVersion"), "apiVersion", "\"%s\" is not %s".formatted(api, API));
      return;
    }
    if (!kind.equals(KIND)) {
      find(file, object.lineOf("kind"), "kind", "\"%s\" is not %s".formatted(kind, KIND));
      return;
    }
    int before = findings.size();
    for (String key : object.map().keySet()) {
      if (!List.of("apiVersion", "kind", "metadata", "spec", "status").contains(key)) {
        find(
            file,
            object.lineOf(key),
            key,
            "is unknown; "
                + Suggestions.of(key, List.of("apiVersion", "kind", "metadata", "spec"))
                    .map(nearest -> "did you mean " + nearest + "?")
                    .orElse("fields of a release are in spec"));
      }
    }
    name(file, object);
    LocatedValue spec = object.map().get("spec");
    if (spec == null || spec.value() == null) {
      find(file, object.line(), "spec", "is missing; it needs at least target.deployment");
      return;
    }
    schema.check(spec, (line, field, problem) -> find(file, line, field, problem));
    if (spec.map() != null) {
      LocatedValue steps = spec.map().get("steps");
      if (steps != null && steps.list() != null) {
        StepChecks.check(steps, (line, field, problem) -> find(file, line, field, problem));
      }
      meaning(file, object, spec, before);
    }
  }

  private void name(String file, LocatedValue object) {
    LocatedValue metadata = object.map().get("metadata");
    String name = metadata == null ? "" : metadata.text("name");
    String field = "metadata.name";
    if (name.isEmpty()) {
      boolean made = metadata != null && !metadata.text("generateName").isEmpty();
      if (!made) {
        find(file, object.lineOf(field), field, "is missing; name the release, as its Deployment");
      }
    } else if (!NAME.matcher(name).matches()) {
      find(
          file,
          object.lineOf(field),
          field,
          "\"%s\" is no name; use lower-case letters, digits and '-'".formatted(name));
    } else if (name.length() > LONGEST_NAME) {
      find(
          file,
          object.lineOf(field),
          field,
          "has %d characters; use at most %d, because it is the value of labels"
              .formatted(name.length(), LONGEST_NAME));
    }
  }

  /** What the operator would refuse, where the schema has not said so of the same field. */
  private void meaning(String file, LocatedValue object, LocatedValue spec, int before) {
    CanaryReleaseSpec read;
    try {
      read = JSON.convertValue(spec.plain(), CanaryReleaseSpec.class);
    } catch (IllegalArgumentException e) {
      if (findings.size() == before) {
        find(file, spec.line(), "spec", "cannot be read: " + e.getMessage());
      }
      return;
    }
    PolicyReader.Result result = PolicyReader.read(read);
    List<String> known =
        findings.subList(before, findings.size()).stream().map(LintProblem::field).toList();
    for (Violation refusal : result.refusals()) {
      boolean said = known.stream().anyMatch(field -> covers(field, refusal.field()));
      if (!said) {
        find(file, object.lineOf(refusal.field()), refusal.field(), refusal.message());
      }
    }
    result.policy().ifPresent(policy -> bounds(file, object, read, policy));
    LocatedValue metadata = object.map().get("metadata");
    Found found =
        new Found(
            file,
            object.line(),
            metadata == null ? "" : metadata.text("namespace"),
            metadata == null ? "" : metadata.text("name"),
            read,
            result.policy());
    rivals(found);
    releases.add(found);
  }

  /** A refusal about a section repeats what was found in it, and the other way round. */
  private static boolean covers(String field, String refused) {
    return refused.equals(field) || refused.startsWith(field + ".") || field.startsWith(refused);
  }

  private void bounds(
      String file, LocatedValue object, CanaryReleaseSpec spec, ReleasePolicy policy) {
    for (int i = 0; spec.analysis() != null && i < size(spec); i++) {
      String name = spec.analysis().metrics().get(i).name();
      String field = "spec.analysis.metrics[" + i + "].latency.max.duration";
      policy.rules().metrics().stream()
          .filter(rule -> rule.name().equals(name))
          .filter(MetricRule.Latency.class::isInstance)
          .flatMap(rule -> ((MetricRule.Latency) rule).max().stream())
          .map(MetricRule.Limit::millis)
          .filter(millis -> !LatencyHistogram.bounds().contains(millis))
          .forEach(
              millis ->
                  find(
                      file,
                      object.lineOf(field),
                      field,
                      "%s is no bound of Istio's histogram, so that nobody can count what is slower; use %s, the nearest"
                          .formatted(
                              DurationText.millis(millis),
                              DurationText.millis(LatencyHistogram.nearest(millis)))));
    }
  }

  private static int size(CanaryReleaseSpec spec) {
    return spec.analysis().metrics() == null ? 0 : spec.analysis().metrics().size();
  }

  /** Two releases of one Deployment or Service: the older one would go on, the other be refused. */
  private void rivals(Found one) {
    for (Found other : releases) {
      if (other.policy().isEmpty()
          || one.policy().isEmpty()
          || !other.namespace().equals(one.namespace())
          || other.name().equals(one.name())) {
        continue;
      }
      ReleasePolicy mine = one.policy().get();
      ReleasePolicy others = other.policy().get();
      if (mine.deployment().equals(others.deployment())) {
        find(
            one.file(),
            one.line(),
            "spec.target.deployment",
            "\"%s\" is released by CanaryRelease %s in %s too; remove one of the two"
                .formatted(mine.deployment(), other.name(), other.file()));
      } else if (mine.service().equals(others.service())) {
        find(
            one.file(),
            one.line(),
            "spec.service",
            "\"%s\" is routed by CanaryRelease %s in %s too; remove one of the two"
                .formatted(mine.service(), other.name(), other.file()));
      }
    }
  }

  private void find(String file, int line, String field, String problem) {
    findings.add(new LintProblem(file, line, field, problem));
  }
}
