package dev.sluice.cli.lint;

import dev.sluice.api.v1alpha1.CanaryReleaseSpec;
import dev.sluice.spec.ReleasePolicy;
import java.util.Optional;

/**
 * A CanaryRelease that was read from a file.
 *
 * @param line of its first field, from 1
 * @param namespace empty if the file does not set one
 * @param spec as far as it could be read
 * @param policy effective policy, with defaults filled in; empty if the spec has no target
 */
public record LintedRelease(
    String file,
    int line,
    String namespace,
    String name,
    CanaryReleaseSpec spec,
    Optional<ReleasePolicy> policy) {}
