package dev.sluice.lab.release;

import dev.sluice.lab.junit.MeshTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * A test of Sluice on the mesh; it may take an {@link InstalledSluice}. It runs in parallel with
 * others and uses a separate namespace. A test that asserts a time is also {@link
 * org.junit.jupiter.api.parallel.Isolated}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@MeshTest
@ExtendWith(SluiceExtension.class)
@ResourceLock(providers = SharedParts.class)
@interface SluiceTest {
  /** Use of the operator. */
  Sharing operator() default Sharing.NEEDS;

  /** Use of the lab's Prometheus. */
  Sharing prometheus() default Sharing.NEEDS;
}
