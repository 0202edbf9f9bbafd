/**
 * Offline validation of CanaryRelease files: YAML syntax, the schema and the rules of the
 * CustomResourceDefinition, and the operator's own checks. Pure: text in, problems out.
 */
package dev.sluice.cli.lint;
