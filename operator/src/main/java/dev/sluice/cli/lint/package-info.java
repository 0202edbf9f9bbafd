/**
 * What can be known of a CanaryRelease from its file alone: syntax, the schema and the rules of the
 * CustomResourceDefinition, and all that the operator itself would refuse. Pure: text in, findings
 * out.
 */
package dev.sluice.cli.lint;
