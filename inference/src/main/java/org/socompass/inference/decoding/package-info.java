/** Steps that yield tokens: drafted and verified, over stages of devices, of mixed lengths. */
@NullMarked
package org.socompass.inference.decoding;

import org.jspecify.annotations.NullMarked;
