package dev.sluice.world;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Specs that lives begin with, and that people change to in the middle. */
final class SpecVariants {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Map<String, CanaryReleaseSpec> VARIANTS = new LinkedHashMap<>();

  static {
    variant(
        "short",
        """
        target: {deployment: users}
        steps:
          - {name: few, weight: 20, duration: 15s, until: Elapsed}
          - {name: half, weight: 50, duration: 15s, until: Elapsed}
          - {name: all, weight: 100, duration: 20s}
        traffic: {drain: 10s}
        """);
    variant(
        "proven",
        """
        target: {deployment: users}
        steps:
          - {name: few, weight: 10, duration: 20s}
          - {name: most, weight: 60, duration: 20s}
        traffic: {drain: 15s, returnSteps: [100]}
        """);
    variant("defaults", "target: {deployment: users}");
    variant(
        "one-step",
        """
        target: {deployment: users}
        steps:
          - {name: tiny, weight: 5, duration: 20s, until: Elapsed}
        traffic: {drain: 10s}
        """);
    variant(
        "policies",
        """
        target: {deployment: users}
        steps:
          - {name: few, weight: 25, duration: 20s, until: Elapsed}
          - {name: all, weight: 100, duration: 30s}
        traffic:
          drain: 10s
          trafficPolicy: {outlierDetection: {consecutive5xxErrors: 5}}
          canaryTrafficPolicy: {outlierDetection: {consecutive5xxErrors: 2}}
          rateLimit: {requests: 200, burst: 50}
        security:
          mtls: {mode: Strict}
          jwt: [{issuer: "https://accounts.example.com"}]
          allow: [{from: [{source: {requestPrincipals: ["*"]}}]}]
        """);
  }

  private SpecVariants() {}

  private static void variant(String name, String spec) {
    VARIANTS.put(name, read(spec));
  }

  static CanaryReleaseSpec read(String spec) {
    try {
      return YAML.readValue(spec, CanaryReleaseSpec.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> names() {
    return List.copyOf(VARIANTS.keySet());
  }

  static CanaryReleaseSpec named(String name) {
    CanaryReleaseSpec spec = VARIANTS.get(name);
    if (spec == null) {
      throw new IllegalArgumentException("unknown spec " + name + "; known: " + names());
    }
    return spec;
  }

  static CanaryReleaseSpec paused(CanaryReleaseSpec spec) {
    return new CanaryReleaseSpec(
        spec.target(),
        spec.service(),
        true,
        spec.steps(),
        spec.analysis(),
        spec.traffic(),
        spec.security(),
        spec.onDelete());
  }
}
