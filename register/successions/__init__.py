"""Successions 承继 of bodies: reading them, and recording one (R207). What they mean is told in register/lineage.py."""
