/**
 * Every text of a status, an event or a condition, and the reason that goes with it. Other packages
 * pass numbers and names and get sentences; they make none themselves.
 */
package dev.sluice.messages;
