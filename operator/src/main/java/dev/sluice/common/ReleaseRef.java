package dev.sluice.common;

/**
 * The CanaryRelease that an object belongs to, as its labels and annotations say it. They are all
 * that is left of it when the CanaryRelease itself is gone.
 *
 * @param installation the installation of Sluice that manages it, as {@code namespace/name} of its
 *     Lease; empty without leader election
 * @param deployment name of the Deployment that it releases
 * @param service name of the Service whose requests it moves
 */
public record ReleaseRef(
    String namespace, String name, String installation, String deployment, String service) {}
