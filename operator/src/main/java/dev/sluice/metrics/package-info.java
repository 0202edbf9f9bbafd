/** The port to a metrics source, and its implementations in the packages below. */
package dev.sluice.metrics;
