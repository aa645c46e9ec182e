"""Weeks ahead, played with the real engine and with simpler policies on the same arrivals."""
