package dev.sluice.lab.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs the lab. The lab is started once per run if it is not up, and keeps running.
 * Methods and constructors may take a {@link dev.sluice.lab.Lab} or a {@link
 * io.fabric8.kubernetes.client.KubernetesClient} as the cluster's admin.
 *
 * <p>If the lab cannot run, the tests are skipped and the reason is printed once. With the
 * environment variable {@code SLUICE_REQUIRE_LAB=1} they fail instead.
 *
 * <p>Test classes run in parallel. One that stops Prometheus, or needs it, declares a {@link
 * org.junit.jupiter.api.parallel.ResourceLock} on {@link #PROMETHEUS}. No class starts while the
 * machine is busy.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("mesh")
@ExtendWith(MeshExtension.class)
public @interface MeshTest {
  /** The lab's Prometheus as a shared resource. */
  String PROMETHEUS = "prometheus";
}
