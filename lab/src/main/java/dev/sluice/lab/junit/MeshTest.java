package dev.sluice.lab.junit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that needs the lab. It is brought up once per run if it is not up, and stays up. Methods
 * and constructors may take a {@link dev.sluice.lab.Lab} or a {@link
 * io.fabric8.kubernetes.client.KubernetesClient} as the cluster's admin.
 *
 * <p>Where the lab cannot run, the tests are skipped and say why in one line; with the environment
 * variable {@code SLUICE_REQUIRE_LAB=1} they fail instead.
 *
 * <p>Test classes run side by side. One that stops Prometheus, or fails without it, says so by a
 * {@link org.junit.jupiter.api.parallel.ResourceLock} on {@link #PROMETHEUS}. No class starts while
 * the machine is busy.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("mesh")
@ExtendWith(MeshExtension.class)
public @interface MeshTest {
  /** Name of the lab's Prometheus as a resource that tests share. */
  String PROMETHEUS = "prometheus";
}
