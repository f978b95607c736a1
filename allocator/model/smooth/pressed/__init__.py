"""Plans where less of a curve is wanted: all that an item brings is mixed, or curves get corridors."""
