package dev.sluice.lab.release;

import dev.sluice.lab.junit.MeshTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test of Sluice on the mesh; it may take an {@link InstalledSluice}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@MeshTest
@ExtendWith(SluiceExtension.class)
@interface SluiceTest {}
