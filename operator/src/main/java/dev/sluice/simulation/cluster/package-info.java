/**
 * One simulated cluster for {@code sluice simulate} and for the tests: an API server, Kubernetes'
 * workload controllers, endpoints and proxies. Nothing in it has a clock; each part says when it
 * changes next and is advanced to that time.
 */
package dev.sluice.simulation.cluster;
