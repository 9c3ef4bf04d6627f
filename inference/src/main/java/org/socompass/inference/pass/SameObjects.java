package org.socompass.inference.pass;

import java.util.Arrays;
import java.util.List;

/**
 * A key of objects, each of which is told by its identity and not by what it says: designs of a
 * sweep ask with the same objects again and again, and to compare what they say takes longer than
 * what is looked up. Other objects that say the same are another key.
 */
public final class SameObjects {
  private final Object[] objects;
  private final List<Object> values;
  private final int hash;

  /**
   * Creates a key.
   *
   * @param values what else belongs to it, which is told by what it says
   * @param objects what is told by its identity
   */
  public SameObjects(List<Object> values, List<?> objects) {
    this.objects = objects.toArray();
    this.values = values;
    int sum = 0;
    for (Object object : this.objects) {
      sum = 31 * sum + System.identityHashCode(object);
    }
    this.hash = sum;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // those objects
  public boolean equals(Object other) {
    if (!(other instanceof SameObjects same)
        || same.hash != hash
        || same.objects.length != objects.length) {
      return false;
    }
    for (int i = 0; i < objects.length; i++) {
      if (same.objects[i] != objects[i]) {
        return false;
      }
    }
    return same.values.equals(values);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return Arrays.toString(objects) + values;
  }
}
